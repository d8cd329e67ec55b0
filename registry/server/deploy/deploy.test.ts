import assert from 'node:assert/strict'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse} from 'yaml'

const read = (name: string) => parse(readFileSync(join(import.meta.dirname, name), 'utf8'))

describe('manifests of the registry server', () => {
  const pod = read('deployment.yaml').spec.template.spec
  const [container] = pod.containers

  it('every file is part of the whole', () => {
    const files = readdirSync(import.meta.dirname).filter(
      (name) => name.endsWith('.yaml') && name !== 'kustomization.yaml',
    )
    assert.deepEqual(files.sort(), [...read('kustomization.yaml').resources].sort())
  })

  it('runs without rights, on a root that cannot be written', () => {
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: {drop: ['ALL']},
    })
    assert.deepEqual(
      [pod.securityContext.runAsNonRoot, pod.securityContext.seccompProfile.type, pod.automountServiceAccountToken],
      [true, 'RuntimeDefault', false],
    )
    assert.match(readFileSync(join(import.meta.dirname, '../Containerfile'), 'utf8'), /^USER 10001:10001$/m)
  })

  it('what it writes lies on the claim', () => {
    const data = container.volumeMounts.find(({mountPath}: {mountPath: string}) => mountPath === '/data')
    const volume = pod.volumes.find(({name}: {name: string}) => name === data.name)
    assert.equal(volume.persistentVolumeClaim.claimName, read('storage.yaml').metadata.name)
  })

  it('service, policy and deployment speak of the same pods and port', () => {
    const labels = read('deployment.yaml').spec.template.metadata.labels
    assert.deepEqual(read('service.yaml').spec.selector, labels)
    assert.deepEqual(read('network-policy.yaml').spec.podSelector.matchLabels, labels)
    assert.equal(read('service.yaml').spec.ports[0].targetPort, container.ports[0].name)
    assert.deepEqual(read('network-policy.yaml').spec.egress, [])
  })

  it('all probes ask the npm side, which needs no login for that', () => {
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'])
      assert.deepEqual(container[probe].httpGet, {path: '/-/ping', port: 'http'})
  })
})
