using Microsoft.SemanticKernel;

namespace KernelHost.Tests.SemanticKernel;

public sealed class FunctionInvocationTests
{
    private static readonly Kernel Kernel = new();

    private enum Colour
    {
        Red,
        Green,
    }

    public static TheoryData<Delegate, object?> Returns => new()
    {
        { () => { }, null },
        { () => 1, 1 },
        { () => (string?)null, null },
        { () => Task.CompletedTask, null },
        { () => Task.FromResult("a"), "a" },
        { () => Task.FromResult(2), 2 },
        { () => ValueTask.CompletedTask, null },
        { () => ValueTask.FromResult("b"), "b" },
        { () => ValueTask.FromResult(3), 3 },
        { (KernelFunction f) => new FunctionResult(f, 4), 4 },
        { (KernelFunction f) => Task.FromResult(new FunctionResult(f, 5)), 5 },
    };

    [Theory]
    [MemberData(nameof(Returns))]
    public async Task The_result_is_the_value_itself(Delegate method, object? expected)
    {
        var result = await Kernel.InvokeAsync(KernelFunctionFactory.CreateFromMethod(method, "f"));

        Assert.Equal(expected, result.GetValue<object>());
        Assert.Equal(expected?.ToString() ?? "", result.ToString());
    }

    [Fact]
    public async Task An_async_sequence_is_given_whole_or_streamed()
    {
        var function = KernelFunctionFactory.CreateFromMethod(CountAsync, "f");

        var whole = await Kernel.InvokeAsync<IAsyncEnumerable<int>>(function);
        Assert.Equal([1, 2], await whole!.ToListAsync());
        Assert.Equal([1, 2], await Kernel.InvokeStreamingAsync<int>(function).ToListAsync());
    }

    [Fact]
    public async Task Other_results_are_streamed_in_one_piece()
    {
        var function = KernelFunctionFactory.CreateFromMethod(() => "all", "f");

        var pieces = await Kernel.InvokeStreamingAsync(function).ToListAsync();

        Assert.Equal("all", Assert.Single(pieces).ToString());
        Assert.Equal(["all"], await Kernel.InvokeStreamingAsync<string>(function).ToListAsync());
        await Assert.ThrowsAsync<NotSupportedException>(async () => await Kernel.InvokeStreamingAsync<Uri>(function).ToListAsync());
    }

    [Theory]
    [InlineData("42", 42)]
    [InlineData(42L, 42)]
    [InlineData(42.0, 42)]
    public async Task Numbers_may_be_text_or_other_numbers(object given, int expected) =>
        Assert.Equal(expected, await Kernel.InvokeAsync<int>(KernelFunctionFactory.CreateFromMethod((int n) => n, "f"), new() { ["n"] = given }));

    [Theory]
    [InlineData("Green")]
    [InlineData(1)]
    public async Task Enums_may_be_names_or_numbers(object given) =>
        Assert.Equal(Colour.Green, await Kernel.InvokeAsync<Colour>(KernelFunctionFactory.CreateFromMethod((Colour c) => c, "f"), new() { ["c"] = given }));

    [Fact]
    public async Task Objects_may_be_json()
    {
        var function = KernelFunctionFactory.CreateFromMethod((Point p) => p.X + p.Y, "f");

        Assert.Equal(3, await Kernel.InvokeAsync<int>(function, new() { ["p"] = """{"X":1,"Y":2}""" }));
        Assert.Equal(3, await Kernel.InvokeAsync<int>(function, new() { ["p"] = System.Text.Json.JsonElement.Parse("""{"X":1,"Y":2}""") }));
        Assert.Equal(3, await Kernel.InvokeAsync<int>(function, new() { ["p"] = new Point(1, 2) }));
    }

    [Fact]
    public async Task Text_may_be_made_of_a_number() =>
        Assert.Equal("1.5", await Kernel.InvokeAsync<string>(KernelFunctionFactory.CreateFromMethod((string s) => s, "f"), new() { ["s"] = 1.5 }));

    [Fact]
    public async Task A_number_is_read_in_the_kernels_culture()
    {
        var german = new Kernel { Culture = new System.Globalization.CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } } };

        Assert.Equal(1.5, await german.InvokeAsync<double>(KernelFunctionFactory.CreateFromMethod((double d) => d, "f"), new() { ["d"] = "1,5" }));
    }

    [Fact]
    public async Task A_null_argument_stays_null_where_it_may() =>
        Assert.True(await Kernel.InvokeAsync<bool>(KernelFunctionFactory.CreateFromMethod((int? n, string? s) => n is null && s is null, "f"), new() { ["n"] = null, ["s"] = null }));

    [Fact]
    public async Task A_missing_optional_argument_is_its_default() =>
        Assert.Equal(7, await Kernel.InvokeAsync<int>(KernelFunctionFactory.CreateFromMethod((int n = 7) => n, "f")));

    [Fact]
    public async Task Argument_names_ignore_case() =>
        Assert.Equal(1, await Kernel.InvokeAsync<int>(KernelFunctionFactory.CreateFromMethod((int someNumber) => someNumber, "f"), new() { ["SOMENUMBER"] = 1 }));

    private static async IAsyncEnumerable<int> CountAsync()
    {
        yield return 1;
        await Task.Yield();
        yield return 2;
    }

    private sealed record Point(int X, int Y);
}
