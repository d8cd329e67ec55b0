import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {indexFlag, reach} from '../flags.ts'
import {bytesOf} from './domain/byte-size.ts'

const byteSize = Flags.custom<number>({
  helpValue: '32Mi',
  async parse(input) {
    const bytes = bytesOf(input)
    if (bytes !== undefined) return bytes
    throw new OmeError('usage', `"${input}" is no size`, ['write it as 500Ki, 32Mi or 1Gi'])
  },
})

export const addFlags = {
  ...reach,
  ...indexFlag,
  'batch-size': Flags.integer({
    description: 'documents in one request; what the service has of them is what a broken run keeps',
    default: 10,
    min: 1,
    max: 1000,
  }),
  id: Flags.string({description: 'name for the one document, kept as its metadata.id'}),
  meta: Flags.string({description: 'metadata for every document', multiple: true, helpValue: 'KEY=VALUE'}),
  replace: Flags.boolean({description: 'remove what the index has of the same files in older versions'}),
  'max-file-size': byteSize({
    description: 'longest file that is read; 32Mi when not given',
    default: async () => 32 * 2 ** 20,
    noCacheDefault: true,
  }),
  ...output,
}
