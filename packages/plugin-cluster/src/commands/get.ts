import {discoveryWord, type Noun, nounOf} from '@ome/inference-model/names'
import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {renderObjects} from '@ome/sdk/object-output'
import {render} from '@ome/sdk/output'
import {type Cluster, cluster} from '../compose.ts'
import {exported} from '../domain/export.ts'
import {coreServiceName} from '../domain/object-name.ts'
import {refuseNamesWithSelector, type Selection, selectionsOf} from '../domain/selection.ts'
import {askOf, type GetAsk, getFlags, nounOperands, nounsCompletions} from '../flags.ts'
import {readNouns} from '../needs.ts'
import {followItems, getItems, objectsOf} from '../usecases/get-items.ts'
import {faceOf, itemView, lookedAt} from '../views/noun-view.ts'

export default class Get extends OmeCommand {
  static override summary = 'List services, models, runtimes, accelerators, or any resource of the cluster'
  static override description =
    'services, models, runtimes and accelerators are shown with what OME does with them. Every other word is a resource of the API server, shown as the server shows it; svc is the Service of Kubernetes. With names, -o yaml prints the cluster objects.'
  static override examples = [
    '<%= config.bin %> get services --all-namespaces',
    '<%= config.bin %> get service prod-llama --export',
    '<%= config.bin %> get pods --selector ome.io/inferenceservice=prod-llama',
    '<%= config.bin %> get deployments,pods --show-labels',
  ]
  static override args = nounOperands
  static override flags = getFlags
  static override needs = readNouns
  static override risk = 'read' as const
  static override completions = nounsCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Get)
    const typed = selectionsOf(args.resources ?? [])
    refuseNamesWithSelector(typed, {selector: flags.selector, 'field-selector': flags['field-selector']})
    const [first = {word: await this.pickNoun(), names: []}, ...more] = typed
    const ask = askOf(flags, (await this.scopeOf(flags)).namespace)
    const found = await cluster(this.context)
    const noun = more.length > 0 ? undefined : nounOf(first.word)
    if (noun) return await this.showNoun(found, noun, first.names, ask)
    const [resource, ...others] = more.length > 0 ? [] : await found.resources.named(discoveryWord(first.word))
    if (!resource || others.length > 0) return await this.showSeveral(found, [first, ...more], ask)
    const {io, signal} = this.context
    const {clean, follow} = ask
    const change = clean && exported
    await found.show({...ask, names: first.names, resource, change, follow, nameOf: coreServiceName, io, signal})
  }

  private async showNoun(found: Cluster, noun: Noun, names: readonly string[], ask: GetAsk): Promise<void> {
    const {output} = ask
    const wanted = {...ask, noun, names, query: ask, face: faceOf(noun)}
    const paper = () => ({...this.paper(output), noHeaders: ask.noHeaders})
    if (ask.follow) {
      const {showLive} = await import('@ome/sdk/live')
      return await showLive(lookedAt(noun, ask), followItems(found.catalogue, wanted), {
        paper,
        signal: this.context.signal,
      })
    }
    const {items, notes, failure} = await getItems(found, wanted)
    for (const note of notes) this.note(note)
    const [first] = items
    const single = names.length === 1 && items.length === 1
    if (first && wantsObjects(ask, names)) {
      const objects = await objectsOf(found.resources, wanted, items, ask.clean)
      renderObjects(objects, {...ask, io: this.context.io, output: 'yaml', single})
    } else if (first && single) render(itemView(noun, ask), first, paper())
    else if (first || !(failure || (names.length > 0 && ask.ignoreNotFound)))
      render(lookedAt(noun, ask), items, paper())
    if (failure) throw failure
  }

  /** Several types, which are rarer than all the rest together. */
  private async showSeveral(found: Cluster, selections: readonly Selection[], ask: GetAsk): Promise<void> {
    if (ask.follow) throw new OmeError('usage', 'only one type can be watched at a time')
    const [{getSeveral}, {showSections}] = await Promise.all([
      import('../usecases/get-several.ts'),
      import('@ome/sdk/sections'),
    ])
    const named = selections.some(({names}) => names.length > 0)
    const objects = ask.clean || (ask.output === 'yaml' && named) ? {clean: ask.clean} : undefined
    const change = ask.clean && exported
    const {sections, notes, failure} = await getSeveral(found, {
      ...ask,
      query: ask,
      selections,
      faceOf,
      objects,
      change,
    })
    for (const note of notes) this.note(note)
    const look = {...ask, showKind: ask.showKind || sections.length > 1}
    const shown = sections.map((section) =>
      'noun' in section ? {...section, view: lookedAt(section.noun, look), itemView: itemView(section.noun)} : section,
    )
    const quiet = failure !== undefined || ask.ignoreNotFound
    const output = ask.clean ? 'yaml' : ask.output
    showSections(shown, {...look, ...this.paper(output), quiet, objectName: coreServiceName})
    if (failure) throw failure
  }

  private async pickNoun(): Promise<string> {
    const [{askNoun}, {choicesOf}] = await Promise.all([
      import('../prompts/operands.ts'),
      import('../usecases/choices.ts'),
    ])
    const {context} = this
    const {io, signal, bin} = context
    const {nouns} = choicesOf(() => cluster(context), context.namespace)
    return await askNoun({io, signal, bin, verb: 'get'}, nouns)
  }
}

const wantsObjects = ({clean, output}: GetAsk, names: readonly string[]): boolean =>
  clean !== undefined || (output === 'yaml' && names.length > 0)
