import {discoveryWord, nounOf, splitOperands} from '@ome/inference-model/names'
import {OmeCommand} from '@ome/sdk/command'
import {renderObjects} from '@ome/sdk/object-output'
import {cluster} from '../compose.ts'
import {exported} from '../domain/export.ts'
import {getFlags, nounCompletions, nounOperands} from '../flags.ts'
import {readNouns} from '../needs.ts'
import {followItems, getItems, objectsOf} from '../usecases/get-items.ts'
import {faceOf, itemView, nounView} from '../views/noun-view.ts'

export default class Get extends OmeCommand {
  static override summary = 'List services, models, runtimes, accelerators, or any resource of the cluster'
  static override description =
    'services, models, runtimes and accelerators are shown with what OME does with them. Every other word is a resource of the API server, shown as the server shows it; svc is the Service of Kubernetes. With names, -o yaml prints the cluster objects.'
  static override examples = [
    '<%= config.bin %> get services --all-namespaces',
    '<%= config.bin %> get service prod-llama --export',
    '<%= config.bin %> get pods --selector ome.io/inferenceservice=prod-llama',
  ]
  static override args = nounOperands
  static override flags = getFlags
  static override needs = readNouns
  static override risk = 'read' as const
  static override completions = nounCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Get)
    const {word = '', names} = splitOperands([args.resource, ...(args.names ?? [])])
    const {namespace} = await this.scopeOf(flags)
    const {selector, output, watch, scope, 'sort-by': sortBy, 'as-is': asIs = false} = flags
    const {io, signal} = this.context
    const found = await cluster(this.context)
    const noun = nounOf(word)
    if (!noun) {
      const resource = await found.resources.resolve(discoveryWord(word))
      const change = flags.export ? exported : undefined
      return await found.show({resource, names, namespace, selector, output, follow: watch, sortBy, change, io, signal})
    }

    const wanted = {noun, names, query: {namespace, selector}, scope, sortBy, face: faceOf(noun)}
    if (watch) return await this.watch(nounView(noun), followItems(found.catalogue, wanted), output)
    const {items, notes, failure} = await getItems(found, wanted)
    for (const note of notes) this.note(note)
    const [first] = items
    if (first && (flags.export || (output === 'yaml' && names.length > 0))) {
      const objects = await objectsOf(found.resources, noun, items, flags.export ? {asIs} : undefined)
      renderObjects(objects, {io, output: 'yaml', single: names.length === 1})
    } else if (first && names.length === 1) this.render(itemView(noun), first, output)
    else if (first || !failure) this.render(nounView(noun), items, output)
    if (failure) throw failure
  }
}
