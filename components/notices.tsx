'use client';
// Where notices appear: bottom right, in the page's own colours.
import { Toaster } from 'sonner';

export function Notices() {
  return (
    <Toaster
      position="bottom-right"
      visibleToasts={4}
      gap={8}
      toastOptions={{ duration: 6000, classNames: { toast: 'notice', description: 'notice-detail' } }}
      containerAriaLabel="Notices"
    />
  );
}
