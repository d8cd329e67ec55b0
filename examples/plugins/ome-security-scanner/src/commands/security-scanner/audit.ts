import {Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output, scope} from '@ome/sdk/flags'
import {inventory} from '../../compose.ts'
import {countAtLeast} from '../../domain/rules.ts'
import {severities} from '../../domain/severity.ts'
import {needs} from '../../needs.ts'
import {audit} from '../../usecases/audit.ts'
import {findingList} from '../../views/finding-list.ts'

export default class SecurityScannerAudit extends OmeCommand {
  static override summary = 'Find workloads that are open to attack'
  static override description =
    'Ends with code 3 when it finds something of the severity of --fail-on or worse. Values of credentials are never printed.'
  static override examples = [
    '<%= config.bin %> security-scanner audit --namespace ml-models',
    '<%= config.bin %> security-scanner audit --all-namespaces --fail-on high -o json',
  ]
  static override flags = {
    ...scope,
    ...output,
    'fail-on': Flags.option({options: severities})({
      description: 'least severity that ends with code 3',
      default: 'low',
    }),
  }
  static override needs = needs
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(SecurityScannerAudit)
    const {found, notes} = await audit(await inventory(this.context), await this.scopeOf(flags))
    for (const note of notes) this.note(note)

    this.render(findingList, found, flags.output)

    const count = countAtLeast(found, flags['fail-on'])
    const findings = count === 1 ? 'finding' : 'findings'
    if (count > 0) throw new OmeError('unmet', `${count} ${findings} of severity ${flags['fail-on']} or worse`)
  }
}
