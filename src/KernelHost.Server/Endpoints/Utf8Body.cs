using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;

namespace KernelHost.Server.Endpoints;

/// <summary>JSON that goes to its reader as the bytes that were sent.</summary>
internal static class Utf8Body
{
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        request.HttpContext.RequireStillAccepted();
        return Checked(body.ToArray());
    }

    /// <summary>A member of a body; null when it is absent or null.</summary>
    public static ReadOnlyMemory<byte>? Of(JsonElement? member) =>
        member is { ValueKind: not JsonValueKind.Null } present ? Checked(JsonMarshal.GetRawUtf8Value(present).ToArray()) : (ReadOnlyMemory<byte>?)null;

    // The JSON reader takes any bytes and half characters inside strings, and fails only when one is read.
    private static byte[] Checked(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new ApiErrorException(new(StatusCodes.Status400BadRequest, "not_utf8", "The body is not UTF-8: encode the JSON as UTF-8."));
        }

        try
        {
            RequestBody.RefuseHalfCharacters(bytes);
        }
        catch (JsonException)
        {
            // No JSON at all: whoever reads it next says so, in its own words.
        }

        return bytes;
    }
}
