import type {KubeClient, ResourceRef} from '@ome/sdk/kube'

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The same client, whose writes wait for `permission` and fail as it fails. Reads, and questions about rights, go through. */
export function guarded(kube: KubeClient, permission: () => Promise<void>): KubeClient {
  const writing: Partial<KubeClient> = {
    async create(resource, ...rest) {
      if (!isReview(resource)) await permission()
      return kube.create(resource, ...rest)
    },
    async replace(...words) {
      await permission()
      return kube.replace(...words)
    },
    async patch(...words) {
      await permission()
      return kube.patch(...words)
    },
    async apply(...words) {
      await permission()
      return kube.apply(...words)
    },
    async delete(...words) {
      await permission()
      return kube.delete(...words)
    },
    async request(method, ...rest) {
      if (!readingMethods.has(method)) await permission()
      return kube.request(method, ...rest)
    },
    async upgrade(path) {
      await permission()
      return kube.upgrade(path)
    },
  }
  return Object.assign(Object.create(kube), writing)
}

const isReview = ({group}: ResourceRef): boolean =>
  group === 'authorization.k8s.io' || group === 'authentication.k8s.io'
