import type {View} from '@ome/sdk/view'
import type {ServiceUrl} from '../domain/service-url.ts'

export const urlList: View<readonly ServiceUrl[]> = {
  kind: 'ServiceUrlList',
  name: ({service}) => `inferenceservice.ome.io/${service}`,
  columns: [
    {header: 'KIND', value: ({kind}) => kind},
    {header: 'URL', rank: 'keep', value: ({url}) => url},
  ],
}
