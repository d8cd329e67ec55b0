import type {Capability} from './form.ts'
import type {Kubectl} from './kubectl.ts'

const succeeds = async (kubectl: Kubectl, line: string, stdin?: string): Promise<boolean> =>
  (await kubectl.run(line, stdin === undefined ? {} : {stdin})).code === 0

/** Asks the cluster what it offers; the fixture stands in the namespace already. */
export async function probe(kubectl: Kubectl): Promise<ReadonlySet<Capability>> {
  const node = 'apiVersion: v1\nkind: Node\nmetadata: {name: probe}\n'
  const running =
    (await succeeds(kubectl, 'wait pod/box pod/pair --for=condition=Ready --timeout=180s')) &&
    (await succeeds(kubectl, 'rollout status deploy/web --timeout=180s'))
  const found: readonly (readonly [Capability, boolean])[] = [
    ['running pods', running],
    ['exec', running && (await succeeds(kubectl, 'exec box -- true'))],
    ['metrics', await succeeds(kubectl, 'get --raw /apis/metrics.k8s.io/v1beta1/nodes')],
    ['certificates', await succeeds(kubectl, 'auth can-i update certificatesigningrequests --subresource=approval')],
    ['own nodes', await succeeds(kubectl, 'create --dry-run=server -f -', node)],
  ]
  return new Set(found.flatMap(([capability, has]) => (has ? [capability] : [])))
}
