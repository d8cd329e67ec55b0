import type {View} from '@ome/sdk/view'
import type {ScenarioInfo} from '../domain/sandbox.ts'

export const scenarioList: View<readonly ScenarioInfo[]> = {
  kind: 'ScenarioList',
  columns: [
    {header: 'NAME', value: (scenario) => scenario.name},
    {header: 'WHAT IS IN IT', value: (scenario) => scenario.summary},
  ],
  name: (scenario) => scenario.name,
}
