import type {Definition, Parameter} from '../src/calls/domain/definition.ts'

const text = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  name,
  type: 'text',
  multiple: false,
  required: false,
  description: '',
  ...more,
})
const flag = (name: string, more: Partial<Parameter> = {}): Parameter => text(name, {type: 'boolean', ...more})
const conduct = [flag('yes'), text('dry-run'), text('output')]
const connection = [text('context', {global: true}), text('token', {global: true})]

const looks = {apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'], scope: 'namespace', why: ''} as const
const makes = {...looks, resources: ['jobs'], verbs: ['create']} as const

const command = (words: string, rest: Partial<Definition>): Definition => ({
  words,
  summary: words,
  risk: 'read',
  needs: [looks],
  operands: [],
  ...rest,
  flags: [...(rest.flags ?? []), ...connection],
})

/** One command of each kind. */
export const definitions: readonly Definition[] = [
  command('get', {operands: [text('resources', {multiple: true})], flags: [text('namespace'), text('output')]}),
  command('logs', {
    operands: [text('service', {required: true})],
    flags: [text('level', {options: ['error', 'info']}), flag('follow')],
  }),
  command('benchmark', {
    operands: [text('service')],
    needs: [makes],
    flags: [text('url', {helpValue: 'URL'}), text('requests')],
  }),
  command('validate', {flags: [text('filename', {files: true}), text('output')]}),
  command('diff of files', {operands: [text('file', {required: true, files: true})]}),
  command('scale', {
    risk: 'write',
    operands: [text('service', {required: true})],
    flags: [text('replicas'), flag('force'), ...conduct],
  }),
  command('rag document delete', {
    risk: 'destructive',
    operands: [text('name', {required: true})],
    flags: [flag('yes')],
  }),
  command('delete', {risk: 'destructive', operands: [text('resources', {multiple: true})], flags: conduct}),
  command('optimize', {
    risk: 'write',
    operands: [text('service', {required: true})],
    flags: [flag('apply'), ...conduct],
  }),
  command('exec', {risk: 'write', operands: [text('service', {required: true})]}),
  command('plugin install', {risk: 'admin', operands: [text('name', {required: true})]}),
  command('ai', {risk: 'write', operands: [text('text', {multiple: true})], flags: [flag('yes')]}),
]
