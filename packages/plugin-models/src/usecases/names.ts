import type {Cluster} from '../domain/cluster.ts'

/** Names of models or runtimes that a person can choose from, each once. */
export async function namesOf(
  noun: 'model' | 'runtime',
  {cluster}: {readonly cluster: Cluster},
  namespace: string,
): Promise<readonly string[]> {
  const items = noun === 'model' ? (await cluster.models(namespace)).models : (await cluster.facts(namespace)).runtimes
  return [...new Set(items.map(({name}) => name))].sort()
}
