export default function Index() {
  return <main>hello from remix</main>;
}
