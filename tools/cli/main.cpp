#include <osteon/imaging/load.hpp>
#include <osteon/imaging/survey.hpp>
#include <cstdio>
#include <iostream>
#include <chrono>
using namespace osteon;
int main(int argc, char** argv) {
  std::vector<std::filesystem::path> in(argv + 1, argv + argc);
  auto t0 = std::chrono::steady_clock::now();
  auto s = survey(in);
  auto ms = [&] { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - t0).count(); };
  std::cout << "survey " << ms() << " ms\n";
  for (auto& st : s.studies) {
    std::cout << "study " << st.uid.substr(0, 20) << " sex " << (st.patient.sex ? int(*st.patient.sex) : -1) << " age " << st.patient.age_years.value_or(-1) << "\n";
    for (auto& o : st.series) {
      std::cout << "  " << o.source << " part " << o.part << " " << name(o.kind) << " files " << o.files.size() << "\n";
      if (o.refusal) std::cout << "     REFUSED " << o.refusal->code << ": " << o.refusal->message << "\n";
      for (auto& w : o.warnings) std::cout << "     warn " << w.code << ": " << w.message << "\n";
      if (o.grid) std::cout << "     " << o.grid->size[0] << "x" << o.grid->size[1] << "x" << o.grid->size[2] << " " << o.grid->spacing_mm.transpose() << " origin " << o.grid->origin_mm.transpose() << "\n";
      if (!o.refusal && o.kind == SeriesKind::ct) {
        t0 = std::chrono::steady_clock::now();
        auto ct = load_ct(o);
        if (!ct) std::cout << "     LOAD " << ct.error().code << "\n";
        else { int lo = 99999, hi = -99999; for (auto v : ct->scan.hounsfield.pixels()) { lo = std::min<int>(lo, v); hi = std::max<int>(hi, v); } std::cout << "     HU " << lo << " " << hi << " load " << ms() << " ms\n"; for (auto&w: ct->warnings) std::cout<<"   lw "<<w.message<<"\n"; }
      }
    }
  }
  for (auto& i : s.ignored) std::cout << "ignored " << i.source << " " << i.reason.code << "\n";
}
