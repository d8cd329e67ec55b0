import {OmeError} from '@ome/sdk/errors'
import {Exit} from '@ome/sdk/runtime'
import {codeOfChecks} from '../kaito-observe/domain/object-check.ts'
import {checksKaito} from '../kaito-observe/needs.ts'
import {checkEverything, checkFound, chosenHealth} from '../kaito-observe/printing/check-everything.ts'
import {findTarget} from '../kaito-observe/printing/running-target.ts'
import {checkList, checkReport, checksOfAll} from '../kaito-observe/views/check-list.ts'
import * as needs from '../needs.ts'
import {fleetCompletions, healthFlags, servedOperand} from '../observe/flags.ts'
import {tryServices} from '../observe/printing/try-services.ts'
import {ServingCommand} from '../printing/serving-command.ts'

export default class Health extends ServingCommand {
  static override summary = 'Try whether services work, up to one token of an answer'
  static override description =
    'Asks through the API server. Ends with code 3 when anything is not well, with 5 when something may not be tried; a service that was stopped is no failure.'
  static override examples = [
    '<%= config.bin %> health service chat',
    '<%= config.bin %> health --all-services',
    '<%= config.bin %> health --all --report',
  ]
  static override args = servedOperand
  static override flags = healthFlags
  static override needs = [...needs.checksHealth, ...checksKaito]
  static override risk = 'read' as const
  static override completions = fleetCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Health)
    const words = [args.service, args.name]
    const chosen = chosenHealth(words, flags)
    if (chosen === 'services') return await tryServices(this.stage, (await this.scopeOf(flags)).namespace, flags)
    const find = (context = this.context) => findTarget(context, {verb: 'health', words, ...flags})
    const ask = async (context = this.context) =>
      chosen === 'all'
        ? checkEverything(context, flags, flags.namespace)
        : checkFound(context, await find(context), flags.detailed)
    const list = chosen === 'all' ? checksOfAll : checkList
    if (flags.cluster !== undefined) return await this.renderFleet(list, flags, ask, codeOfChecks)
    const found = chosen === 'all' ? undefined : await find()
    if (found?.target.backend === 'ome' && !flags.report)
      return await tryServices(this.stage, found.namespace, {...flags, name: found.target.name})

    const checks = found ? await checkFound(this.context, found, flags.detailed) : await ask()
    this.render(flags.report ? checkReport : list, checks, flags.output)
    const next = flags.report ? [] : [...new Set(checks.flatMap((each) => each.next ?? []))]
    for (const text of next) this.note(text)
    const code = codeOfChecks(checks)
    if (code === 5) throw new OmeError('denied', 'not everything may be tried: see what is unknown above')
    if (code !== 0) throw new Exit(code)
  }
}
