import type {Line} from '../source-lines.ts'

/** A command of a plugin that the registry announces and has no release of. */
export const later = (words: string, plugin: string): Pick<Line, 'code' | 'err'> => ({
  code: 2,
  err: [`"${words}" belongs to plugin ${plugin}, which has no release yet`],
})
