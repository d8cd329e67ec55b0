/** A Prometheus in the cluster, as its operator leaves it. */
export const prometheusObjects = [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'monitoring'}},
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'prometheus-0', namespace: 'monitoring', labels: {app: 'prometheus'}},
    spec: {
      containers: [{name: 'prometheus', image: 'quay.io/prometheus/prometheus:v3.0.0', ports: [{containerPort: 9090}]}],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'prometheus-operated', namespace: 'monitoring'},
    spec: {selector: {app: 'prometheus'}, ports: [{name: 'web', port: 9090}]},
  },
]
