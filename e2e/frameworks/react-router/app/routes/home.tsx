export default function Home() {
  return <main>hello from react router</main>;
}
