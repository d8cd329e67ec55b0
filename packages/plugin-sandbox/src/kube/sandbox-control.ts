import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {SandboxControl} from '../domain/control.ts'

const root = '/sandbox/v1'

/** The emulation's own interface, through its API server. */
export function sandboxControl(kube: KubeClient): SandboxControl {
  const ask = async (method: string, path: string, body?: unknown): Promise<string> => {
    const response = await kube.request(method, `${root}/${path}`, {
      ...(body === undefined ? {} : {body: JSON.stringify(body), headers: {'content-type': 'application/json'}}),
    })
    const chunks: Uint8Array[] = []
    for await (const chunk of response.body) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    if (response.status >= 300) throw refusal(response.status, text)
    return text
  }
  const read = async (path: string) => JSON.parse(await ask('GET', path))
  return {
    requests: async (after) => (await read(`requests?after=${after}`)).requests,
    faultKinds: async () => (await read('fault-kinds')).kinds,
    faults: async () => (await read('faults')).faults,
    inject: async (order) => JSON.parse(await ask('POST', 'faults', order)),
    async heal(id) {
      await ask('DELETE', `faults/${encodeURIComponent(id)}`)
    },
    snapshot: () => ask('GET', 'snapshot'),
  }
}

const kinds: Readonly<Record<number, 'usage' | 'not-found'>> = {400: 'usage', 404: 'not-found'}

function refusal(status: number, text: string): OmeError {
  const hints = status === 404 ? ['list them: ome sandbox faults'] : []
  return new OmeError(kinds[status] ?? 'failed', messageOf(text) ?? `the sandbox answered ${status}`, hints)
}

function messageOf(text: string): string | undefined {
  try {
    const {message} = JSON.parse(text)
    return typeof message === 'string' ? message : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
