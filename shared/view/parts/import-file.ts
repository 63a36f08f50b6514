/** Asks for a file. The element only says in which document the question stands. */
export function pickFile(near: Element, take: (file: File) => void): void {
  const input = near.ownerDocument.createElement('input');
  input.type = 'file';
  input.accept = '.ndjson,.gz,.jsonl,.json,.log,.txt';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) take(file);
  });
  input.click();
}
