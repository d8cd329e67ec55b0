import {isOmeError, OmeError} from './errors.ts'
import type {KubeClient, Resource} from './kube.ts'
import {nearest} from './nearest.ts'

interface Where {
  readonly resource: Resource
  /** What one of them is called. */
  readonly word: string
  readonly namespace?: string
}

/** The error for names that are not there. What is there is listed once more, for the name that was meant. */
export async function missingObjects(
  kube: KubeClient,
  {resource, word, namespace}: Where,
  names: readonly string[],
): Promise<OmeError> {
  const [first = ''] = names
  const scope = namespace === undefined ? {} : {namespace}
  const near = nearest(first, await knownNames(kube, resource, scope))
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`
  const what = names.length === 1 ? `${word} "${first}"` : `${word}s ${names.map((name) => `"${name}"`).join(', ')}`
  const hints = near === undefined ? [] : [`did you mean ${near}?`]
  return new OmeError('not-found', `${what} not found${where}`, hints, {object: `${word}/${first}`})
}

async function knownNames(
  kube: KubeClient,
  resource: Resource,
  scope: {readonly namespace?: string},
): Promise<readonly string[]> {
  try {
    return (await kube.table(resource, scope)).rows.map(({object}) => object.metadata.name)
  } catch (error) {
    // What is not there is the news, not that the rest cannot be listed.
    if (isOmeError(error) && error.kind !== 'cancelled') return []
    throw error
  }
}
