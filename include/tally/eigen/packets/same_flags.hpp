// SPDX-License-Identifier: MIT
// One program, one instruction set: Eigen's templates are different code under different flags, and the linker would
// keep any one of them for all.
#pragma once

#include <Eigen/Core>

// Every translation unit defines the same absolute symbol. Linkers accept that as long as its value is the same, and
// report a multiple definition of it, by its name, when it is not. Shared objects keep theirs to themselves. (Under
// nvcc Eigen vectorises nothing, whatever the flags: the program's other files then have to do without, too.)
#ifdef __ELF__
__asm__(".globl tally_eigen_needs_the_same_instruction_set_flags_everywhere_and_beside_nvcc_EIGEN_DONT_VECTORIZE\n"
        ".hidden tally_eigen_needs_the_same_instruction_set_flags_everywhere_and_beside_nvcc_EIGEN_DONT_VECTORIZE\n"
        ".set tally_eigen_needs_the_same_instruction_set_flags_everywhere_and_beside_nvcc_EIGEN_DONT_VECTORIZE, 1"
#ifdef TALLY_EIGEN_PACKETS
        "+0x2"
#endif
#ifdef EIGEN_VECTORIZE
        "+0x4"
#endif
#ifdef EIGEN_VECTORIZE_SSE3
        "+0x8"
#endif
#ifdef EIGEN_VECTORIZE_SSSE3
        "+0x10"
#endif
#ifdef EIGEN_VECTORIZE_SSE4_1
        "+0x20"
#endif
#ifdef EIGEN_VECTORIZE_SSE4_2
        "+0x40"
#endif
#ifdef EIGEN_VECTORIZE_AVX
        "+0x80"
#endif
#ifdef EIGEN_VECTORIZE_AVX2
        "+0x100"
#endif
#ifdef EIGEN_VECTORIZE_FMA
        "+0x200"
#endif
#ifdef EIGEN_VECTORIZE_AVX512
        "+0x400"
#endif
#ifdef EIGEN_VECTORIZE_AVX512DQ
        "+0x800"
#endif
#ifdef EIGEN_VECTORIZE_FP16C
        "+0x1000"
#endif
#ifdef EIGEN_VECTORIZE_AVX512FP16
        "+0x2000"
#endif
#ifdef EIGEN_VECTORIZE_NEON
        "+0x4000"
#endif
        "\n");
#endif
