using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>Images, audio and files among a message's parts. Links are passed on, never followed.</summary>
internal static class MediaReader
{
    /// <param name="image">An object with a url, or, as some clients have it, the url itself.</param>
    public static AIContent Image(WireValue image)
    {
        var link = image.Kind == JsonValueKind.String ? image : image.Object()["url"];
        var content = Link(link);
        if (image.Kind == JsonValueKind.Object && image["detail"].OptionalText() is { } detail)
            content.AdditionalProperties = new() { ["detail"] = detail };
        return content;
    }

    public static AIContent Audio(WireValue audio)
    {
        var format = audio["format"].NonEmptyText();
        return Embedded(audio["data"], $"data:{(format == "mp3" ? "audio/mpeg" : $"audio/{format}")};base64,{audio["data"].NonEmptyText()}");
    }

    public static AIContent File(WireValue file)
    {
        if (file["file_id"].OptionalText() is { Length: > 0 } id)
            return new HostedFileContent(id);

        var content = Embedded(file["file_data"], file["file_data"].NonEmptyText());
        content.Name = file["filename"].OptionalText();
        return content;
    }

    private static AIContent Link(WireValue link)
    {
        var text = link.NonEmptyText();
        if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return Embedded(link, text);
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new UriContent(address, "image/*")
            : throw link.Invalid("must be an http, https or data URL.");
    }

    private static DataContent Embedded(WireValue member, string dataUrl)
    {
        try
        {
            var content = new DataContent(dataUrl);
            _ = content.Data;   // decoded now, so that broken base64 is the client's error and not the provider's
            return content;
        }
        catch (Exception problem) when (problem is UriFormatException or FormatException or ArgumentException)
        {
            throw member.Invalid("is not valid: media goes as base64, in a data URL such as data:image/png;base64,….");
        }
    }
}
