export default function Home() {
  return <main>hello from solid-start</main>;
}
