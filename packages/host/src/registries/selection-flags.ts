import {Flags} from '@ome/sdk/command'

/** Which registry, and what of it. */
export const selectionFlags = {
  registry: Flags.string({description: 'registry, where several are known', helpValue: 'ID'}),
  plugins: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',' as const,
    default: [],
    description: 'only the archives of these plugins',
    helpValue: 'NAME,…',
  }),
}
