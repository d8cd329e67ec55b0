import type {Need} from '@ome/sdk/need'

/** Some of its rights depend on the resource that is typed. */
export const hasNoun = ({needs = []}: {readonly needs?: readonly Need[]}): boolean =>
  needs.some(({resources}) => resources.some((word) => word.split('/', 1)[0] === '{noun}'))
