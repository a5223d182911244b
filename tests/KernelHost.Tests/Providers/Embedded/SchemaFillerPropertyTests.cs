using System.Text.Json;
using KernelHost.Providers.Embedded;
using Xunit.Abstractions;

namespace KernelHost.Tests.Providers.Embedded;

public sealed class SchemaFillerPropertyTests(ITestOutputHelper output)
{
    private const int Schemas = 1_500;

    private static readonly string[] Texts =
    [
        "",
        "Draw 3 red cats, 7.5 of them by 2024-05-06. Ann Smith wrote to ann@example.org about weights of 40 and -12 points.",
        "Labels: red, blue\nText: Ein längerer Text über Größe 42, 東京 und 🙂 ohne Ende.",
        "Rewrite the query.\nConversation:\nUser: Who is Ada Lovelace?\nAssistant: A mathematician.\nQuery: where did she live?",
    ];

    [Theory]
    [InlineData(EmbeddedProvider.Extractive)]
    [InlineData(EmbeddedProvider.ExtractiveMini)]
    public async Task Every_instance_is_valid_against_its_schema(string model)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("KERNELHOST_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"KERNELHOST_TEST_SEED={seed}");
        var random = new Random(seed);
        for (var round = 0; round < Schemas; round++)
        {
            var schema = new RandomSchema(random).Make().ToJsonString();
            var text = Texts[random.Next(Texts.Length)];
            var instance = await Embedded.FillAsync(schema, text, model: model);

            var fault = MiniValidator.Fault(JsonElement.Parse(schema), instance);
            Assert.True(fault is null, $"seed {seed}, round {round}: {fault}\n{schema}\n{instance}\n{text}");
        }
    }
}
