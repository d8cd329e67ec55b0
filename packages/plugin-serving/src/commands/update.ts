import * as needs from '../deploy/needs.ts'
import {updateWithOme} from '../deploy/printing/update-with-ome.ts'
import {refuseOtherFlags} from '../domain/backend.ts'
import {isOneObject, servedNouns, serviceNames} from '../domain/operand.ts'
import {servicesOperand, updateCompletions, updateFlags, updateFlagsOf} from '../flags.ts'
import {updateKaito} from '../kaito-change/printing/change-kaito.ts'
import {backendsOf} from '../kaito-observe/compose.ts'
import {ServingCommand} from '../printing/serving-command.ts'
import {chooseTarget} from '../usecases/choose-backend.ts'

export default class Update extends ServingCommand {
  static override summary = 'Change the model, runtime or settings of services'
  static override description =
    "With another model the runtime is checked again: one that does not fit gives way to the best that does. --set takes replicas, min, max, model, runtime, env.NAME, or a path of the object; a key with dots stands in brackets, as in limits['nvidia.com/gpu'], and =null removes a field. Selecting several asks first. Of an object of KAITO every change says first whether it takes effect, needs what runs to be made again, reaches new replicas only, or does nothing."
  static override examples = [
    '<%= config.bin %> update service chat --model llama-3-1-8b-instruct --rollout progressive --wait',
    '<%= config.bin %> update services --label team=ml-research --set replicas=0 --yes',
  ]
  static override args = servicesOperand
  static override flags = updateFlags
  static override needs = needs.updates
  static override risk = 'write' as const
  static override completions = updateCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Update)
    const words = args.service ?? []
    const {namespace} = await this.scopeOf(flags)
    const nouns = ['workspace', 'inferenceset', 'ragengine'] as const
    const question = {verb: 'update', words, namespace: namespace ?? '', backend: flags.backend, nouns}
    const isOne = namespace !== undefined && isOneObject(words)
    const target = isOne ? await chooseTarget(await backendsOf(this.context), question) : undefined
    if (!target) serviceNames('update', words, servedNouns)
    refuseOtherFlags(target?.backend ?? 'ome', flags, updateFlagsOf)
    if (target?.backend === 'kaito') await updateKaito(this.stage, target, namespace ?? '', flags)
    else await updateWithOme(this.stage, words, namespace, flags)
  }
}
