import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {SandboxControl} from '../domain/control.ts'

const root = '/sandbox/v1'

/** The emulation's own interface, through its API server. */
export function sandboxControl(kube: KubeClient): SandboxControl {
  const ask = async (method: string, path: string, body?: unknown, hints: readonly string[] = []): Promise<string> => {
    const response = await kube.request(method, `${root}/${path}`, {
      ...(body === undefined ? {} : {body: JSON.stringify(body), headers: {'content-type': 'application/json'}}),
    })
    const chunks: Uint8Array[] = []
    for await (const chunk of response.body) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    if (response.status >= 300) throw refusal(response.status, text, hints)
    return text
  }
  const read = async (path: string) => JSON.parse(await ask('GET', path))
  return {
    requests: async (after) => (await read(`requests?after=${after}`)).requests,
    faultKinds: async () => (await read('fault-kinds')).kinds,
    faults: async () => (await read('faults')).faults,
    inject: async (order) => JSON.parse(await ask('POST', 'faults', order, listing(order.target))),
    async heal(id) {
      await ask('DELETE', `faults/${encodeURIComponent(id)}`, undefined, ['list them: ome sandbox faults'])
    },
    snapshot: () => ask('GET', 'snapshot'),
  }
}

const kinds: Readonly<Record<number, 'usage' | 'not-found'>> = {400: 'usage', 404: 'not-found'}

/** Where the names of such targets are found. */
function listing(target: string | undefined): string[] {
  const [kind, namespace] = (target ?? '').split('/')
  if (kind === 'node') return ['list them: ome get nodes']
  return kind === 'pod' || kind === 'service'
    ? [`list them: ome get ${kind === 'pod' ? 'pods' : 'svc'} -n ${namespace}`]
    : []
}

const refusal = (status: number, text: string, hints: readonly string[]): OmeError =>
  new OmeError(
    kinds[status] ?? 'failed',
    messageOf(text) ?? `the sandbox answered ${status}`,
    status === 404 ? [...hints] : [],
  )

function messageOf(text: string): string | undefined {
  try {
    const {message} = JSON.parse(text)
    return typeof message === 'string' ? message : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
