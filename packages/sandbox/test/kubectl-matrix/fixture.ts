import type {Kubectl} from './kubectl.ts'

/** What every verb finds in its namespace. Programs and images are such as any cluster can run. */
export const fixture = (group: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {part: one}}
data: {a: one, b: two}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other, labels: {part: two}}
data: {c: three}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: 'nginx:1.27', ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: box, labels: {app: box}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - {name: main, image: 'busybox:1.36', stdin: true, command: [sh, -c, 'echo begun; while read line; do echo "got $line"; done']}
---
apiVersion: v1
kind: Pod
metadata: {name: pair, labels: {app: pair}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - {name: first, image: 'busybox:1.36', command: [sh, -c, 'for i in 1 2 3; do echo first $i; done; sleep 86400']}
  - {name: second, image: 'busybox:1.36', command: [sh, -c, 'echo second 1; sleep 86400']}
---
apiVersion: v1
kind: Pod
metadata: {name: again, labels: {app: again}}
spec:
  containers: [{name: main, image: 'busybox:1.36', command: [sh, -c, 'echo one run; exit 1']}]
---
apiVersion: ${group}/v1
kind: Widget
metadata: {name: w}
spec: {replicas: 1, parts: [{name: a, size: 4}]}
`

/** A custom resource with columns, a status and a scale. */
export const definition = (group: string): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
    additionalPrinterColumns: [{name: Replicas, type: integer, jsonPath: .spec.replicas}]
    schema:
      openAPIV3Schema:
        type: object
        description: A thing made of parts.
        properties:
          spec:
            type: object
            properties:
              replicas: {type: integer, description: How many there should be.}
              parts: {type: array, items: {type: object, required: [name], properties: {name: {type: string}, size: {type: integer}}}}
          status: {type: object, properties: {replicas: {type: integer}}}
`

/** Makes the namespace and what stands in it. */
export async function setUp(kubectl: Kubectl): Promise<void> {
  const {namespace, group} = kubectl
  await kubectl.ok(`create namespace ${namespace}`)
  await kubectl.ok(`create -f ${await kubectl.file(definition(group))}`)
  await kubectl.ok(`wait crd/widgets.${group} --for=condition=Established --timeout=60s`)
  await kubectl.until(`get --raw /apis/${group}/v1`, /widgets\/scale/)
  await kubectl.ok(`create -f ${await kubectl.file(fixture(group))}`)
}

/** Removes all that is the namespace's own. */
export async function tearDown(kubectl: Kubectl): Promise<void> {
  const {namespace, group} = kubectl
  await kubectl.run(`delete crd widgets.${group} --ignore-not-found --wait=false`)
  await kubectl.run(`delete namespace ${namespace} --ignore-not-found --wait=false`)
  await kubectl.remove()
}
