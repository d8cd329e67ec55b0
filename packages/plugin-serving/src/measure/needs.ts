import type {Need} from '@ome/sdk/need'
import {readService} from '../needs.ts'

/** Asking engines, a Prometheus of the cluster, and the exporters of GPU metrics. */
export const measures: readonly Need[] = [
  ...readService,
  {
    scope: 'namespace',
    apiGroups: [''],
    resources: ['pods/proxy'],
    verbs: ['get'],
    why: 'asks the engines for their metrics',
  },
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['services', 'pods'],
    verbs: ['list'],
    optional: true,
    why: 'looks for a Prometheus, and for the exporters of GPU metrics',
  },
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['services/proxy', 'pods/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks them',
  },
]
