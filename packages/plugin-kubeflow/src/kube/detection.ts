import type {KubeClient} from '@ome/sdk/kube'
import {type Detection, type Served, servedOf} from '../domain/served.ts'

export function detection(kube: KubeClient): Detection {
  let asked: Promise<Served> | undefined
  return {
    served() {
      asked ??= kube.resources().then(servedOf)
      return asked
    },
  }
}
