import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {Kfam} from '../domain/project.ts'

/** The service as Kubeflow installs it, reached through the API server. */
const service = {namespace: 'kubeflow', name: 'profiles-kfam:8081'}
const base = `/api/v1/namespaces/${service.namespace}/services/${service.name}/proxy/kfam/v1`
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
  const adminPath = (user: string): string => `/role/clusteradmin?user=${encodeURIComponent(user)}`
  const write = async (method: string, path: string, request: Ask): Promise<void> => {
    const {status, text} = await ask(method, path, request)
    if (status < 300) return
    throw new OmeError('denied', `Kubeflow's access management refused it: ${text || status}`, [
      'who it takes you for: ome kf whoami',
    ])
  }

  return {
    async reach(user) {
      const {status} = await ask('GET', adminPath(user), {user})
      return status === 200 ? 'open' : status === 403 ? 'denied' : 'absent'
    },
    isClusterAdmin: async (user) => {
      const answer = await read(adminPath(user), user)
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

/** A refusal with what would do besides: the right to ask the access management. */
export const orByKfam = (refused: OmeError, verb: 'create' | 'delete'): OmeError =>
  new OmeError(
    refused.kind,
    refused.message,
    [
      ...refused.hints,
      `or the right to let Kubeflow's access management do it: kubectl create role ome-kfam --verb=get,${verb} --resource=services/proxy --resource-name=${service.name} -n ${service.namespace} --dry-run=client -o yaml`,
    ],
    {cause: refused.cause, ...(refused.object !== undefined && {object: refused.object})},
  )

function rolesIn(answer: string): readonly string[] {
  const {bindings = []}: {bindings?: {RoleRef?: {name?: unknown}}[]} = JSON.parse(answer)
  return bindings.map(({RoleRef}) => String(RoleRef?.name ?? '').replace(/^kubeflow-/, ''))
}
