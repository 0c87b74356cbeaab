import { KeyGone } from '@/components/key/key-gone'

export default function NoSuchKey() {
  return <KeyGone />
}
