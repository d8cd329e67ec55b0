import type {Need} from '@ome/sdk/need'
import {findsKaito} from '../kaito-observe/needs.ts'

const rules = (verbs: readonly string[], why: string): Need => ({
  scope: 'namespace',
  apiGroups: ['monitoring.coreos.com'],
  resources: ['prometheusrules'],
  verbs,
  why,
})

const asks: readonly Need[] = [
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['services'],
    verbs: ['list'],
    optional: true,
    why: 'looks for a Prometheus',
  },
  {
    scope: 'cluster',
    apiGroups: [''],
    resources: ['services/proxy'],
    verbs: ['get'],
    optional: true,
    why: 'asks it how alerts stand',
  },
]

export const listsAlerts: readonly Need[] = [
  ...findsKaito,
  {...rules(['get', 'list'], 'reads the rules'), optional: true},
  ...asks,
]

export const triesAlerts: readonly Need[] = [...findsKaito, rules(['get'], 'reads the rules'), ...asks]

export const writesAlerts: readonly Need[] = [...findsKaito, rules(['get', 'patch'], 'writes the rules'), ...asks]
