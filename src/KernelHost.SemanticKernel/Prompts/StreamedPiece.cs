using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel;

/// <summary>A piece of an answer as the type the caller asked for.</summary>
internal static class StreamedPiece
{
    public static T As<T>(object piece) => piece is T same ? same : Candidates(piece, typeof(T)).OfType<T>().FirstOrDefault() is { } found
        ? found
        : throw new NotSupportedException($"A piece of the answer cannot be given as {typeof(T)}.");

    private static IEnumerable<object?> Candidates(object piece, Type wanted) => piece switch
    {
        _ when wanted == typeof(string) => [piece.ToString() ?? ""],
        StreamingKernelContent content => [content.InnerContent, .. Bytes(content, wanted), (content as StreamingChatMessageContent)?.ToChatResponseUpdate()],
        ChatResponseUpdate update => [update.Contents, update.RawRepresentation, .. update.Contents, .. Bytes(update, wanted), update.ToStreamingChatMessageContent()],
        _ => [],
    };

    private static IEnumerable<object> Bytes(StreamingKernelContent content, Type wanted) =>
        wanted == typeof(byte[]) ? [content.ToByteArray()] : [];

    private static IEnumerable<object> Bytes(ChatResponseUpdate update, Type wanted) =>
        wanted == typeof(byte[]) ? [update.Contents.OfType<DataContent>().FirstOrDefault()?.Data.ToArray() ?? Encoding.UTF8.GetBytes(update.Text)] : [];
}
