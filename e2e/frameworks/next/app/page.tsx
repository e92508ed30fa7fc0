export default function Home() {
  return <main>hello from next</main>;
}
