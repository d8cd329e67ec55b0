import {serviceName} from '@ome/inference-model/service-operand'
import {type KaitoNoun, kaitoNameIn} from '@ome/kaito/kaito-nouns'
import {OmeError} from '@ome/sdk/errors'
import {type BackendFinder, type BackendName, backendTitle, type Target} from '../domain/backend.ts'

export interface TargetQuestion {
  readonly verb: string
  /** Operands as typed. */
  readonly words: readonly (string | undefined)[]
  readonly namespace: string
  /** `--backend`. */
  readonly backend?: BackendName | undefined
  /** Nouns of KAITO that the verb works on. */
  readonly nouns: readonly KaitoNoun[]
  /** It is about what KAITO runs alone. */
  readonly isKaitos?: boolean
}

/**
 * The object a verb is about. A noun of KAITO decides by itself; `service NAME` and a lone NAME are OME's service of that
 * name where there is one, else what KAITO has under it. Throws `usage` when both have one and `--backend` is missing.
 */
export async function chooseTarget(finder: BackendFinder, question: TargetQuestion): Promise<Target> {
  const {verb, words, namespace, backend, nouns, isKaitos = false} = question
  const all = [...(isKaitos ? [] : ['service']), ...nouns]
  const named = kaitoNameIn(verb, words)
  if (named) {
    if (backend === 'ome')
      throw new OmeError('usage', `a ${named.noun} is an object of KAITO`, ['leave out --backend ome'])
    if (nouns.includes(named.noun)) return {backend: 'kaito', ...named}
    throw new OmeError('usage', `"${verb}" does not work on a ${named.noun}`, [`it works on ${all.join(', ')}`])
  }
  const name = serviceName(verb, words, all)
  if (backend === 'ome') return {backend, name}
  const served = await finder.served()
  if (backend === undefined && !served.includes('kaito')) return {backend: 'ome', name}
  const [isService, found] = await Promise.all([
    backend === undefined && served.includes('ome') && finder.hasService(namespace, name),
    finder.nounsOf(namespace, name),
  ])
  const [noun, second] = found.filter((each) => nouns.includes(each))
  if (isService && noun !== undefined) throw inBoth(name, noun)
  if (noun !== undefined && second !== undefined) throw ambiguous(verb, name, [noun, second])
  if (noun !== undefined) return {backend: 'kaito', noun, name}
  if (isService || (backend === undefined && served.includes('ome'))) return {backend: 'ome', name}
  throw new OmeError('not-found', `nothing in namespace "${namespace}" is called "${name}" that KAITO serves`, [
    'list what is there: ome get workspaces,inferencesets',
  ])
}

/** The backend for what does not exist yet, or for all objects: `--backend`, else the one that is served. */
export async function chooseBackend(
  finder: Pick<BackendFinder, 'served'>,
  backend: BackendName | undefined,
): Promise<BackendName> {
  if (backend !== undefined) return backend
  const served = await finder.served()
  return served.length === 1 && served[0] === 'kaito' ? 'kaito' : 'ome'
}

const inBoth = (name: string, noun: KaitoNoun): OmeError =>
  new OmeError('usage', `"${name}" is a service of ${backendTitle.ome} and a ${noun} of ${backendTitle.kaito}`, [
    `say which: --backend ome, or ${noun} ${name}`,
  ])

const ambiguous = (verb: string, name: string, nouns: readonly KaitoNoun[]): OmeError =>
  new OmeError('usage', `"${name}" is several objects of KAITO: ${nouns.join(', ')}`, [
    `say which: ome ${verb} ${nouns[0]} ${name}`,
  ])
