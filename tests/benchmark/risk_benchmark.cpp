// How long are 100,000 persons, from their line to its answer, on one core? The calls that `osteon risk
// --ndjson` makes for each line, one guideline chosen; persons are made up and the same in every run.

#include <osteon/report/advice_file.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace osteon::benchmark {
namespace {

constexpr std::size_t kPersons = 100'000;

/// A number that most persons know, between what is usual.
struct Usual {
  Number number;
  double from, to;
};
constexpr std::array kUsual{Usual{Number::age, 40, 95},
                            Usual{Number::height, 150, 185},
                            Usual{Number::tallest_height, 185, 190},
                            Usual{Number::weight, 45, 110},
                            Usual{Number::t_lumbar_spine, -4, 1},
                            Usual{Number::t_femoral_neck, -4, 1},
                            Usual{Number::t_total_hip, -4, 1},
                            Usual{Number::z_femoral_neck, -3, 2},
                            Usual{Number::falls_last_year, 0, 4},
                            Usual{Number::timed_up_and_go, 6, 20},
                            Usual{Number::creatinine, 50, 180},
                            Usual{Number::egfr, 20, 110},
                            Usual{Number::calcium, 2.0, 2.7},
                            Usual{Number::albumin, 30, 48},
                            Usual{Number::vitamin_d, 15, 120},
                            Usual{Number::calcium_intake, 300, 1500},
                            Usual{Number::protein_intake, 0.5, 1.5}};

class Crowd {
 public:
  std::string line(std::size_t place) {
    std::string text = "{\"schema\":\"osteon-person/1\",\"assessed_on\":\"2026-06-01\",\"id\":\"p" +
                       std::to_string(place) + "\",\"sex\":\"" + (below(10) < 8 ? "female" : "male") + "\"";
    for (const Usual& one : kUsual)
      if (below(10) < 8)
        add(text, field(one.number).key,
            std::to_string(one.from + (one.to - one.from) * static_cast<double>(below(1000)) / 1000));
    for (std::size_t n = 0; n < kAnswerCount; ++n)
      if (below(10) < 5) add(text, field(static_cast<Answer>(n)).key, below(10) < 1 ? "\"yes\"" : "\"no\"");
    for (std::size_t n = 0; n < kChoiceCount; ++n)
      add(text, field(static_cast<Choice>(n)).key,
          "\"" + std::string(field(static_cast<Choice>(n)).options[below(3)]) + "\"");
    add(text, "last_fracture", below(2) == 0 ? "\"never\"" : "\"2024-11-03\"");
    add(text, "external_risks",
        "[{\"tool\":\"FRAX\",\"country\":\"UK\",\"major_percent\":" + std::to_string(below(40)) +
            ",\"hip_percent\":" + std::to_string(below(15)) + ",\"with_bmd\":false}]");
    return text + "}";
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  static void add(std::string& text, std::string_view key, const std::string& value) {
    text.append(",\"").append(key).append("\":").append(value);
  }
  std::mt19937_64 random_{1};  // its numbers are laid down by the standard
};

void persons(::benchmark::State& state, const std::vector<std::string_view>& lines) {
  const auto chosen = choose_packs("nogg");
  std::size_t bytes = 0;
  for (auto _ : state)
    for (const std::string_view line : lines) {
      const auto person = read_person(line);
      if (!person) throw std::runtime_error("not a person: " + std::string(line));
      bytes += advice_line(*person, *chosen).size();
    }
  state.counters["persons_per_s"] = ::benchmark::Counter(
      static_cast<double>(lines.size() * state.iterations()), ::benchmark::Counter::kIsRate);
  state.counters["answer_bytes"] = static_cast<double>(bytes) / static_cast<double>(state.iterations());
}

}  // namespace
}  // namespace osteon::benchmark

int main(int argc, char** argv) {
  osteon::benchmark::Crowd crowd;
  std::string file;  // as one piece: thousands of growing strings would leave a heap in tatters
  std::vector<std::size_t> ends;
  for (std::size_t n = 0; n < osteon::benchmark::kPersons; ++n)
    file += crowd.line(n), ends.push_back(file.size());
  std::vector<std::string_view> lines;
  for (std::size_t n = 0; n < ends.size(); ++n)
    lines.push_back(
        std::string_view(file).substr(n == 0 ? 0 : ends[n - 1], ends[n] - (n == 0 ? 0 : ends[n - 1])));
  ::benchmark::RegisterBenchmark("100000_persons", osteon::benchmark::persons, std::cref(lines))
      ->Unit(::benchmark::kSecond)
      ->Iterations(1)
      ->Repetitions(5)
      ->ReportAggregatesOnly();
  ::benchmark::Initialize(&argc, argv);
  ::benchmark::RunSpecifiedBenchmarks();
}
