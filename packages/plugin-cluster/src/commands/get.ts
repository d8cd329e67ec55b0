import {discoveryWord, type Noun, nounOf, splitOperands} from '@ome/inference-model/names'
import {Flags, OmeCommand, type Scope} from '@ome/sdk/command'
import {output, scope, selector, watch} from '@ome/sdk/flags'
import type {KubeObject} from '@ome/sdk/kube'
import {renderObjects} from '@ome/sdk/object-output'
import type {View} from '@ome/sdk/view'
import {type Cluster, cluster} from '../compose.ts'
import {exported} from '../domain/export.ts'
import type {Shelf} from '../domain/listing.ts'
import type {Locatable} from '../domain/noun-resources.ts'
import {modelScope, nounCompletions, nounOperands} from '../flags.ts'
import {readNouns} from '../needs.ts'
import {followItems, getItems} from '../usecases/get-items.ts'
import {getObjectsOfItems} from '../usecases/get-objects-of-items.ts'
import {acceleratorList} from '../views/accelerator-list.ts'
import {modelList} from '../views/model-list.ts'
import {runtimeList} from '../views/runtime-list.ts'
import {serviceList} from '../views/service-list.ts'
import {singleView} from '../views/single.ts'

interface GetFlags {
  readonly output?: string | undefined
  readonly watch?: boolean
  readonly selector?: string | undefined
  readonly export?: boolean
  readonly 'as-is'?: boolean
  readonly scope?: 'namespace' | 'cluster' | undefined
  readonly 'sort-by'?: string | undefined
}

export default class Get extends OmeCommand {
  static override summary = 'List services, models, runtimes, accelerators, or any resource of the cluster'
  static override description =
    'services, models, runtimes and accelerators are shown with what OME does with them. Every other word is a resource of the API server, shown as the server shows it; svc is the Service of Kubernetes. With names, -o yaml prints the cluster objects.'
  static override examples = [
    '<%= config.bin %> get services --all-namespaces',
    '<%= config.bin %> get models --output wide',
    '<%= config.bin %> get service prod-llama --export',
    '<%= config.bin %> get pods --selector ome.io/inferenceservice=prod-llama',
  ]
  static override args = nounOperands
  static override flags = {
    ...scope,
    ...selector,
    ...modelScope,
    ...output,
    ...watch,
    export: Flags.boolean({description: 'print the objects as YAML, as somebody would have written them'}),
    'as-is': Flags.boolean({description: 'with --export: keep what the model agent filled in', dependsOn: ['export']}),
    'sort-by': Flags.string({description: 'order by a field of the JSON output', helpValue: '.status'}),
  }
  static override needs = readNouns
  static override risk = 'read' as const
  static override completions = nounCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Get)
    const {word = '', names} = splitOperands([args.resource, ...(args.names ?? [])])
    const where = await this.scopeOf(flags)
    const found = await cluster(this.context)
    const noun = nounOf(word)
    if (noun) await this.showNoun(noun, names, where, flags, found)
    else await this.showOther(discoveryWord(word), names, where, flags, found)
  }

  private showNoun(noun: Noun, names: readonly string[], where: Scope, flags: GetFlags, found: Cluster): Promise<void> {
    const show = <Item extends Locatable>(shelf: Shelf<Item>, view: View<readonly Item[]>) =>
      this.showItems({noun, names, where, flags, shelf, view, found})
    switch (noun) {
      case 'service':
        return show(found.catalogue.services, serviceList)
      case 'model':
        return show(found.catalogue.models, modelList)
      case 'runtime':
        return show(found.catalogue.runtimes, runtimeList)
      case 'accelerator':
        return show(found.catalogue.accelerators, acceleratorList)
    }
  }

  private async showItems<Item extends Locatable>(ask: {
    readonly noun: Noun
    readonly names: readonly string[]
    readonly where: Scope
    readonly flags: GetFlags
    readonly shelf: Shelf<Item>
    readonly view: View<readonly Item[]>
    readonly found: Cluster
  }): Promise<void> {
    const {noun, names, where, flags, shelf, view, found} = ask
    const query = {...where, ...(flags.selector === undefined ? {} : {selector: flags.selector})}
    const face = view.json ?? ((item: unknown) => item)
    const wanted = {
      noun,
      names,
      query,
      scope: flags.scope,
      sortBy: flags['sort-by'],
      face: (item: Item) => face(item as never),
    }
    if (flags.watch) return await this.watch(view, followItems(shelf, wanted), flags.output)

    const {items, notes, failure} = await getItems(shelf, wanted, found.hasCoreService(where.namespace))
    for (const note of notes) this.note(note)
    const [first] = items
    if (flags.export || (flags.output === 'yaml' && names.length > 0)) {
      this.showObjects(await getObjectsOfItems(found.resources, noun, items), flags, names.length === 1)
    } else if (first && names.length === 1) this.render(singleView(view), first, flags.output)
    else if (items.length > 0 || !failure) this.render(view, items, flags.output)
    if (failure) throw failure
  }

  private showObjects(objects: readonly KubeObject[], flags: GetFlags, single: boolean): void {
    const shown = flags.export ? objects.map((object) => exported(object, {asIs: flags['as-is'] ?? false})) : objects
    if (shown.length > 0) renderObjects(shown, {io: this.context.io, output: 'yaml', single})
  }

  private async showOther(
    word: string,
    names: readonly string[],
    {namespace}: Scope,
    flags: GetFlags,
    found: Cluster,
  ): Promise<void> {
    const {io, signal} = this.context
    const {selector: labels, output: format, watch: follow, 'sort-by': sortBy} = flags
    const change = flags.export ? exported : undefined
    const resource = await found.resources.resolve(word)
    await found.show({resource, names, namespace, selector: labels, output: format, follow, sortBy, change, io, signal})
  }
}
