import dynamic from 'next/dynamic'

/** Dialogs that are fetched when they are first opened, so that no page waits for them. */

export const ConfirmDialog = dynamic(() => import('./confirm-dialog').then(({ ConfirmDialog }) => ConfirmDialog), {
  ssr: false,
})

export const PasswordDialog = dynamic(() => import('./password-dialog').then(({ PasswordDialog }) => PasswordDialog), {
  ssr: false,
})

export const AddOperatorDialog = dynamic(
  () => import('./add-operator-dialog').then(({ AddOperatorDialog }) => AddOperatorDialog),
  { ssr: false },
)
