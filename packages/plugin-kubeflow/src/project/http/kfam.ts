import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {Kfam} from '../domain/project.ts'

/** The service as Kubeflow installs it, reached through the API server. */
const base = '/api/v1/namespaces/kubeflow/services/profiles-kfam:8081/proxy/kfam/v1'
/** The gateway's header that Kubeflow 1.10 is installed with. */
const userHeader = 'kubeflow-userid'

interface Ask {
  readonly user: string
  readonly body?: KubeObject
}

export function kfam(kube: KubeClient, profileOf: (wish: Parameters<Kfam['createProfile']>[0]) => KubeObject): Kfam {
  const ask = async (method: string, path: string, {user, body}: Ask) => {
    const answer = await kube.request(method, `${base}${path}`, {
      headers: {[userHeader]: user, ...(body && {'content-type': 'application/json'})},
      ...(body && {body: JSON.stringify(body)}),
    })
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body) text += decoder.decode(chunk, {stream: true})
    return {status: answer.status, text: text.trim()}
  }
  const read = async (path: string, user: string): Promise<string | undefined> => {
    const {status, text} = await ask('GET', path, {user})
    return status === 200 ? text : undefined
  }
  const write = async (method: string, path: string, request: Ask): Promise<void> => {
    const {status, text} = await ask(method, path, request)
    if (status < 300) return
    throw new OmeError('denied', `Kubeflow's access management refused it: ${text || status}`, [
      'who it takes you for: ome kf whoami',
    ])
  }
  const admin = (user: string): Promise<string | undefined> =>
    read(`/role/clusteradmin?user=${encodeURIComponent(user)}`, user)

  return {
    isThere: async (user) => (await admin(user)) !== undefined,
    isClusterAdmin: async (user) => {
      const answer = await admin(user)
      return answer === undefined ? undefined : answer === 'true'
    },
    createProfile: (wish) => write('POST', '/profiles', {user: wish.owner, body: profileOf(wish)}),
    deleteProfile: (name, user) => write('DELETE', `/profiles/${encodeURIComponent(name)}`, {user}),
    async roles(user, namespace) {
      const query = `user=${encodeURIComponent(user)}&namespace=${encodeURIComponent(namespace)}`
      const answer = await read(`/bindings?${query}`, user)
      return answer === undefined ? undefined : rolesIn(answer)
    },
  }
}

function rolesIn(answer: string): readonly string[] {
  const {bindings = []}: {bindings?: {RoleRef?: {name?: unknown}}[]} = JSON.parse(answer)
  return bindings.map(({RoleRef}) => String(RoleRef?.name ?? '').replace(/^kubeflow-/, ''))
}
