import type {ObjectField} from '../../notation/field.ts'

/** Which Services the Prometheus operator scrapes, and where. */
export const serviceMonitor = {
  'spec!': {
    $: 'raw',
    'selector!': '@LabelSelector',
    namespaceSelector: {any: 'bool', matchNames: '[string]'},
    jobLabel: 'string',
    'endpoints!': {
      '[]': {
        $: 'raw',
        port: 'string',
        path: 'string',
        interval: 'string',
        honorLabels: 'bool',
        targetPort: 'int|string',
      },
    },
  },
} as const satisfies ObjectField

/** Recording and alerting rules for Prometheus. */
export const prometheusRule = {
  'spec!': {
    groups: {
      '[]': {
        $: 'raw',
        'name!': 'string len 1..',
        interval: 'string',
        rules: {
          '[]': {
            $: 'raw',
            alert: 'string',
            record: 'string',
            'expr!': 'int|string',
            for: 'string',
            labels: '{string}',
            annotations: '{string}',
          },
        },
      },
    },
  },
} as const satisfies ObjectField
