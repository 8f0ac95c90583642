// The file around a sound: which stream of it is the sound, its packets, and what it says of itself.
#pragma once

#include "core/ffmpeg/file_input.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

extern "C" {
#include <libavformat/avformat.h>
}

namespace stepwise::core {

class Container {
public:
    /// The file's first bytes are taken to be `beginning`. Throws UnknownSound where FFmpeg knows no sound in the file.
    Container(std::filesystem::path path, std::string_view beginning);

    const AVStream& sound() const { return *sound_; }
    /// The file may be anything: nothing but the sound's own packets can show that it is one.
    bool isGuess() const { return isGuess_; }
    bool isOgg() const { return is("ogg"); }
    /// Plain samples, which need no decoder to speak of.
    bool isPcm() const;
    bool isLossless() const;

    /// The sound's next packet. False at the end. Throws Error where the system does not let it be read.
    bool next(AVPacket& packet);
    /// How much of the file was read, up to 1.
    double share() const;
    /// After the last packet: whether the file is damaged there.
    bool endsInDamage() const { return endsInDamage_; }
    /// The length that the file's header names, where what was read, to `readSeconds`, may fall short of it.
    std::optional<double> promisedSeconds(double readSeconds) const;
    /// Where there are more sounds than the one that is read.
    std::optional<std::string> tracksNote() const;

private:
    struct ContextFree {
        void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
    };

    const AVInputFormat* guessFormat();
    bool is(std::string_view formatName) const { return formatName == context_->iformat->name; }
    void open(const AVInputFormat* format);
    void chooseSound();
    [[noreturn]] void failToOpen(std::string_view formatName, int error) const;
    [[noreturn]] void failWithoutSound() const;

    std::filesystem::path path_;
    FileInput input_;
    std::unique_ptr<AVFormatContext, ContextFree> context_;
    AVStream* sound_ = nullptr;
    bool isGuess_ = false;
    bool endsInDamage_ = false;
    std::optional<double> soundSeconds_; ///< as the header says
    std::optional<double> fileSeconds_;
    std::int64_t position_ = 0; ///< of the last packet
    double lastSeconds_ = 0.0;  ///< where the last packet of any stream ends
};

} // namespace stepwise::core
