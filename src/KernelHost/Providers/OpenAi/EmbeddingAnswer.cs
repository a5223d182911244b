using System.Buffers.Binary;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>One answer of <c>POST /embeddings</c>: vectors as numbers or as base64 of little-endian floats, in any order.</summary>
internal static class EmbeddingAnswer
{
    /// <exception cref="ProviderException">Not one readable vector for each input.</exception>
    public static GeneratedEmbeddings<Embedding<float>> Read(JsonElement answer, int count, ProviderConnection connection)
    {
        var vectors = new float[]?[count];
        var next = 0;
        foreach (var item in answer.Items("data"))
        {
            var index = item.Number("index") ?? next;
            next++;
            if (index >= 0 && index < count && item.TryGetProperty("embedding", out var embedding))
                vectors[index] = Vector(embedding);
        }

        if (next != count || Array.Exists(vectors, vector => vector is not { Length: > 0 }))
            throw ProviderHttp.NotAnAnswer(connection, "something other than one vector for each input");

        var model = answer.Text("model");
        return new(vectors.Select(vector => new Embedding<float>(vector) { ModelId = model })) { Usage = UsageReader.Read(answer) };
    }

    public static float[]? Vector(JsonElement embedding) => embedding.ValueKind switch
    {
        JsonValueKind.String when embedding.TryGetBytesFromBase64(out var bytes) && bytes.Length % sizeof(float) == 0 => Floats(bytes),
        JsonValueKind.Array when embedding.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number) =>
            [.. embedding.EnumerateArray().Select(number => number.GetSingle())],
        _ => null,
    };

    private static float[] Floats(byte[] bytes)
    {
        var floats = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return floats;
    }
}
