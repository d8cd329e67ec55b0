import type {Need} from '@ome/sdk/need'

type Needy = {readonly needs?: readonly Need[]}

/** Some of its rights depend on the resource that is typed. */
export const hasNoun = ({needs = []}: Needy): boolean => names('{noun}', needs)

/** What rights depend on besides the command: the resource that is typed, or the objects that files hold. */
export type Dependence = 'resource' | 'files'

/** What the rights that a command cannot do without depend on. */
export function dependenceOf({needs = []}: Needy): Dependence | undefined {
  const required = needs.filter(({optional}) => !optional)
  return names('{noun}', required) ? 'resource' : names('{manifest}', required) ? 'files' : undefined
}

const names = (word: string, needs: readonly Need[]): boolean =>
  needs.some(({resources}) => resources.some((resource) => resource.split('/', 1)[0] === word))

/** The needs of a command that takes files, with the resources that a person names in their place. */
export const withNamedKinds = (needs: readonly Need[]): readonly Need[] =>
  needs.map((need) => ({...need, resources: need.resources.map((word) => word.replace(/^\{manifest\}/, '{noun}'))}))
