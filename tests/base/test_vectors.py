from llvmlite import ir

from babelix.base.vectors import folded, full, load, loop, plus_product, splat, store, whole


def test_products_are_fused_with_their_sums_and_vectors_as_wide_as_asked() -> None:
    """Flags given in the place of a name are no flags: what stands in the text is what the processor is told."""
    double = ir.DoubleType()
    module = ir.Module()
    kind = ir.FunctionType(double, [double.as_pointer(), double])
    function = ir.Function(module, kind, "scaled")
    build = ir.IRBuilder(function.append_basic_block("entry"))
    x, factor = function.args
    j, (total,), close = loop(build, whole(16), 4, [full(double, 0.0, 4)])
    read = load(build, x, j, 4)
    store(build, x, j, read)
    (total,) = close([plus_product(build, total, read, splat(build, factor, 4))])
    build.ret(folded(build, total, build.fadd))
    text = str(module)
    assert text.count("fmul contract <4 x double>") == text.count("fadd contract <4 x double>") == 1
    assert text.count("align 8") == 2
