import {
  gateways,
  httpRoutes,
  leaderWorkerSets,
  podMonitors,
  prometheusRules,
  scaledObjects,
  serviceMonitors,
  triggerAuthentications,
} from '../../related.ts'
import {age, type CustomKind} from '../custom-kind.ts'
import {httpRoute} from './http-route.ts'
import {leaderWorkerSet} from './leader-worker-set.ts'
import {prometheusRule, serviceMonitor} from './monitoring.ts'
import {gateway, podMonitor, triggerAuthentication} from './ome-neighbours.ts'
import {scaledObject} from './scaled-object.ts'

const condition = (type: string): string => `${type}: string .status.conditions[?(@.type=="${type}")].status`

/** Derived from public API documentation: LeaderWorkerSet 0.8, KEDA 2.18, Gateway API 1.3. Without their CEL rules. */
export const relatedKinds: readonly CustomKind[] = [
  {
    name: httpRoutes,
    categories: ['gateway-api'],
    versions: [
      {
        name: 'v1',
        stored: true,
        columns: ['Hostnames: string .spec.hostnames', age],
        status: true,
        fields: httpRoute,
      },
    ],
  },
  {
    name: leaderWorkerSets,
    short: ['lws'],
    versions: [
      {
        name: 'v1',
        stored: true,
        columns: [
          'Ready: integer .status.readyReplicas',
          'Desired: integer .spec.replicas',
          'Up-to-date: integer .status.updatedReplicas',
          age,
        ],
        status: true,
        scale: {replicas: '.spec.replicas', current: '.status.replicas', selector: '.status.hpaPodSelector'},
        fields: leaderWorkerSet,
      },
    ],
  },
  {
    name: scaledObjects,
    short: ['so'],
    versions: [
      {
        name: 'v1alpha1',
        stored: true,
        columns: [
          'ScaleTargetKind: string .status.scaleTargetKind',
          'ScaleTargetName: string .spec.scaleTargetRef.name',
          'Min: integer .spec.minReplicaCount',
          'Max: integer .spec.maxReplicaCount',
          condition('Ready'),
          condition('Active'),
          condition('Fallback'),
          condition('Paused'),
          'Triggers: string .status.triggersTypes',
          'Authentications: string .status.authenticationsTypes',
          age,
        ],
        status: true,
        fields: scaledObject,
      },
    ],
  },
  {
    name: gateways,
    short: ['gtw'],
    categories: ['gateway-api'],
    versions: [
      {
        name: 'v1',
        stored: true,
        columns: [
          'Class: string .spec.gatewayClassName',
          'Address: string .status.addresses[*].value',
          'Programmed: string .status.conditions[?(@.type=="Programmed")].status',
          age,
        ],
        status: true,
        fields: gateway,
      },
    ],
  },
  {
    name: triggerAuthentications,
    short: ['ta', 'triggerauth'],
    versions: [
      {
        name: 'v1alpha1',
        stored: true,
        columns: ['Secret: string .spec.secretTargetRef[*].name', age],
        status: true,
        fields: triggerAuthentication,
      },
    ],
  },
  {
    name: podMonitors,
    short: ['pmon'],
    categories: ['prometheus-operator'],
    versions: [{name: 'v1', stored: true, fields: podMonitor}],
  },
  {
    name: serviceMonitors,
    short: ['smon'],
    categories: ['prometheus-operator'],
    versions: [{name: 'v1', stored: true, fields: serviceMonitor}],
  },
  {
    name: prometheusRules,
    short: ['promrule'],
    categories: ['prometheus-operator'],
    versions: [{name: 'v1', stored: true, fields: prometheusRule}],
  },
]
