using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.SemanticKernel;

public sealed class KernelTests
{
    [Fact]
    public void A_kernel_needs_no_services()
    {
        var kernel = new Kernel();

        Assert.Empty(kernel.Plugins);
        Assert.Equal(CultureInfo.InvariantCulture, kernel.Culture);
        Assert.NotNull(kernel.LoggerFactory);
        Assert.NotNull(kernel.ServiceSelector);
        Assert.Empty(kernel.GetAllServices<Greeter>());
    }

    [Fact]
    public void A_service_that_is_not_registered_is_a_kernel_exception() =>
        Assert.Throws<KernelException>(() => new Kernel().GetRequiredService<Greeter>());

    [Fact]
    public void Keyed_services_are_found_by_key_and_listed_in_order()
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddKeyedSingleton("a", new Greeter("A"));
        builder.Services.AddKeyedSingleton("b", new Greeter("B"));
        var kernel = builder.Build();

        Assert.Equal("A", kernel.GetRequiredService<Greeter>("a").Name);
        Assert.Equal("B", kernel.GetRequiredService<Greeter>().Name);
        Assert.Equal(["A", "B"], kernel.GetAllServices<Greeter>().Select(g => g.Name));
        Assert.Throws<KernelException>(() => kernel.GetRequiredService<Greeter>("c"));
    }

    [Fact]
    public void Plugins_given_to_the_builder_are_made_with_its_services()
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(new Greeter("Ada"));
        builder.Plugins.AddFromType<Greetings>().AddFromObject(new Greetings(new("Bob")), "other");

        var kernel = builder.Build();

        Assert.Equal(["Greetings", "other"], kernel.Plugins.Select(p => p.Name));
    }

    [Fact]
    public void An_application_resolves_a_new_kernel_each_time_and_its_builder_cannot_build()
    {
        var services = new ServiceCollection();
        var builder = services.AddKernel();
        builder.Services.AddSingleton(new Greeter("Ada"));
        builder.Plugins.AddFromType<Greetings>();
        using var provider = services.BuildServiceProvider();

        Assert.NotSame(provider.GetRequiredService<Kernel>(), provider.GetRequiredService<Kernel>());
        Assert.Throws<InvalidOperationException>(() => builder.Build());
    }

    [Fact]
    public void A_clone_shares_services_and_nothing_that_can_be_changed()
    {
        var kernel = new Kernel { Culture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } } };
        kernel.Data["x"] = 1;
        kernel.ImportPluginFromFunctions("p", [KernelFunctionFactory.CreateFromMethod(() => 1, "f")]);
        var clone = kernel.Clone();

        clone.Data["x"] = 2;
        clone.Plugins.Clear();

        Assert.Equal(1, kernel.Data["x"]);
        Assert.Single(kernel.Plugins);
        Assert.Same(kernel.Services, clone.Services);
        Assert.Equal(kernel.Culture, clone.Culture);
    }

    private sealed record Greeter(string Name);

    private sealed class Greetings(Greeter greeter)
    {
        [KernelFunction]
        public string Greet() => $"I am {greeter.Name}";
    }
}
