import type {Resources} from '../domain/resources.ts'

interface Choice {
  readonly name: string
  readonly hint?: string
}

const own: readonly Choice[] = [
  {name: 'services', hint: 'what answers requests'},
  {name: 'models', hint: 'what can be served'},
  {name: 'runtimes', hint: 'how models are served'},
  {name: 'accelerators', hint: 'what they run on'},
]

/** Words to choose from: ours, then every resource of the server that can be listed. */
export async function nounsOf(resources: Pick<Resources, 'all'>): Promise<readonly Choice[]> {
  const taken = new Set(own.map(({name}) => name))
  const served = (await resources.all()).map(({plural, group}): Choice => {
    const word = group === '' && taken.has(plural) ? 'svc' : taken.has(plural) ? `${plural}.${group}` : plural
    taken.add(plural)
    return {name: word, ...(group === '' ? {} : {hint: group})}
  })
  return [...own, ...served]
}
