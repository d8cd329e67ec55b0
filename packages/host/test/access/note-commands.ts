import {Args, OmeCommand} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import type {KubeObject} from '@ome/sdk/kube'
import type {Need} from '@ome/sdk/need'

const configMaps = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}

const need = (verbs: readonly string[], why: string, rest: Partial<Need> = {}): Need => ({
  apiGroups: [''],
  resources: ['configmaps'],
  verbs,
  scope: 'namespace',
  why,
  ...rest,
})

/** A command that only reads. */
export class NoteShow extends OmeCommand {
  static override summary = 'Show a note'
  static override args = {name: Args.string({required: true})}
  static override flags = namespaced
  static override needs = [need(['list'], 'finds notes'), need(['watch'], 'follows them', {optional: true})]
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(NoteShow)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const found = await (await this.context.kube()).list(configMaps, {namespace})
    this.log(found.some(({metadata}) => metadata.name === args.name) ? 'there' : 'absent')
  }
}

/** A command that reads, then writes. */
export class NoteSet extends OmeCommand {
  static override summary = 'Write a note'
  static override args = {name: Args.string({required: true}), text: Args.string()}
  static override flags = {...namespaced, ...write}
  static override needs = [
    need(['get', 'create', 'patch'], 'keeps the note'),
    need(['list'], 'warns of full namespaces', {resources: ['nodes'], scope: 'cluster', optional: true}),
  ]
  static override risk = 'write' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(NoteSet)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const kube = await this.context.kube()
    const body: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: args.name, namespace},
      data: {text: args.text ?? ''},
    }
    if (flags['dry-run'] === undefined) await kube.get(configMaps, 'kube-root-ca.crt', {namespace})
    await kube.apply(configMaps, body, {dryRun: flags['dry-run'] === 'server'})
    this.log('written')
  }
}

/** A command about a resource that is typed, and with a need for the whole cluster. */
export class NoteDrop extends OmeCommand {
  static override summary = 'Remove an object and forget the nodes it was on'
  static override args = {object: Args.string({required: true})}
  static override flags = {...namespaced, ...write}
  static override needs = [
    need(['delete'], 'removes it', {apiGroups: ['*'], resources: ['{noun}']}),
    need(['list'], 'looks for nodes', {resources: ['nodes'], scope: 'cluster'}),
  ]
  static override risk = 'destructive' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(NoteDrop)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const [plural = '', name = ''] = args.object.split('/')
    const kube = await this.context.kube()
    const resource = await kube.resolve(plural)
    if (resource) await kube.delete(resource, name, {namespace})
    this.log('dropped')
  }
}

/** A command that writes what a file holds. */
export class NoteLoad extends OmeCommand {
  static override summary = 'Write notes from a file'
  static override args = {names: Args.string()}
  static override strict = false
  static override flags = {...namespaced, ...write}
  static override needs = [
    need(['get', 'create', 'patch'], 'writes what the file holds', {apiGroups: ['*'], resources: ['{manifest}']}),
  ]
  static override risk = 'write' as const

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(NoteLoad)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const kube = await this.context.kube()
    for (const name of argv.map(String))
      await kube.apply(configMaps, {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, namespace}})
    this.log('loaded')
  }
}

/** A command that reads more than it declares. */
export class NotePry extends OmeCommand {
  static override summary = 'Look where nobody expects it'
  static override flags = namespaced
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(NotePry)
    const namespace = flags.namespace ?? (await this.context.namespace())
    await (await this.context.kube()).get({...configMaps, plural: 'secrets'}, 'a', {namespace})
    this.log('seen')
  }
}

export const noteCommands = {
  'note:show': NoteShow,
  'note:set': NoteSet,
  'note:drop': NoteDrop,
  'note:load': NoteLoad,
  'note:pry': NotePry,
}
