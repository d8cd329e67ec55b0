import {discoveryWord, nounOf} from '@ome/inference-model/names'
import {OmeCommand} from '@ome/sdk/command'
import {forAWhile} from '@ome/sdk/deadline'
import type {KubeObject} from '@ome/sdk/kube'
import {cluster} from '../compose.ts'
import {coreServiceName} from '../domain/object-name.ts'
import {refuseNamesWithSelector, selectionsOf} from '../domain/selection.ts'
import {askOf, getCompletions, getFlags, nounOperands} from '../flags.ts'
import {readNouns} from '../needs.ts'
import {showNoun} from '../printing/show-noun.ts'
import {toldExport} from '../printing/tell-secrets.ts'

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
  static override completions = getCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Get)
    const typed = selectionsOf(args.resources ?? [])
    refuseNamesWithSelector(typed, {selector: flags.selector, 'field-selector': flags['field-selector']})
    const [first = await this.pick(), ...more] = typed
    const found = await cluster(this.context)
    const ask = askOf(flags, (await this.scopeOf(flags)).namespace)
    const {names, word} = first
    const {io} = this.context
    await forAWhile(flags.watch ? flags.timeout : undefined, this.context.signal, async (signal) => {
      const desk = {signal, paper: (output?: string) => this.paper(output), note: (text: string) => this.note(text)}
      const noun = more.length > 0 ? undefined : nounOf(word)
      if (noun) return await showNoun(desk, found, {...ask, noun, names})
      const [resource, ...others] = more.length > 0 ? [] : await found.resources.named(discoveryWord(word))
      if (!resource || others.length > 0)
        return await (await import('../printing/show-several.ts')).showSeveral(desk, found, [first, ...more], ask)
      const change = ask.clean && ((object: KubeObject) => toldExport(object, desk.note))
      await found.show({...ask, names, resource, change, nameOf: coreServiceName, io, signal})
    })
  }

  private async pick(): Promise<{readonly word: string; readonly names: readonly string[]}> {
    const [{askNoun}, {choicesOf}] = await Promise.all([
      import('../prompts/operands.ts'),
      import('../usecases/choices.ts'),
    ])
    const {context} = this
    const {io, signal, bin} = context
    const {nouns} = choicesOf(() => cluster(context), context.namespace)
    return {word: await askNoun({io, signal, bin, verb: 'get'}, nouns), names: []}
  }
}
