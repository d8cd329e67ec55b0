import type {KaitoCloud} from '@ome/kaito/operator-profile'
import type {Context} from '@ome/sdk/context'
import type {ConfigStore} from './domain/config-map.ts'
import type {ConfigUsers} from './domain/config-user.ts'
import type {OperatorTemplates} from './domain/template.ts'

export async function configs(context: Context): Promise<ConfigStore> {
  const {configStore} = await import('./kube/config-store.ts')
  return configStore(await context.kube())
}

export async function editing(context: Context): Promise<{readonly store: ConfigStore; readonly users: ConfigUsers}> {
  const [store, {configUsers}] = await Promise.all([configs(context), import('./kube/config-users.ts')])
  return {store, users: configUsers(await context.kube())}
}

export async function templates(
  context: Context,
): Promise<{readonly store: ConfigStore; readonly operator: OperatorTemplates}> {
  const [store, {operatorTemplates}] = await Promise.all([configs(context), import('./kube/operator-templates.ts')])
  return {store, operator: operatorTemplates(await context.kube())}
}

export async function checking(context: Context): Promise<{readonly store: ConfigStore; cloud(): Promise<KaitoCloud>}> {
  const {readOperator} = await import('@ome/kaito/operator-reader')
  const kube = await context.kube()
  return {store: await configs(context), cloud: async () => (await readOperator(kube))?.cloud ?? 'azure'}
}
